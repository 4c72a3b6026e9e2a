// Numbers of Windows services as names (ServiceControllerStatus and ServiceStartMode of .NET).

export type ServiceState =
  | 'stopped'
  | 'starting'
  | 'stopping'
  | 'running'
  | 'continuing'
  | 'pausing'
  | 'paused'
  | 'unknown';

export type ServiceStart = 'boot' | 'system' | 'automatic' | 'manual' | 'disabled' | 'unknown';

const states: readonly (ServiceState | undefined)[] = [
  undefined,
  'stopped',
  'starting',
  'stopping',
  'running',
  'continuing',
  'pausing',
  'paused',
];

const starts: readonly (ServiceStart | undefined)[] = ['boot', 'system', 'automatic', 'manual', 'disabled'];

export const serviceState = (status: number): ServiceState => states[status] ?? 'unknown';

export const serviceStart = (mode: number): ServiceStart => starts[mode] ?? 'unknown';
