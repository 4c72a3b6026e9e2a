// How Windows starts a service: by itself, when somebody asks, or never.

import type { RemoteQuestion } from '../command.ts';
import { type ServiceStart, serviceStart } from '../rules/service-state.ts';
import { lookMs, makeQuestion } from './make-question.ts';

const startTypes = { automatic: 'Automatic', manual: 'Manual', disabled: 'Disabled' } as const;

/** Changes nothing of a service that runs. */
export function setServiceStart(name: string, start: keyof typeof startTypes): RemoteQuestion<ServiceStart> {
  return makeQuestion({
    name: 'set-service-start',
    purpose: `Sets the start of the service ${name} to ${start}.`,
    script: `Set-Service -Name $arguments.name -StartupType $arguments.start
Write-Answer @{ startType = [int](Get-Service -Name $arguments.name).StartType }`,
    arguments: { name, start: startTypes[start] },
    timeoutMs: lookMs,
    read: (fields) => serviceStart(fields.number('startType')),
  });
}
