// Scripts about web applications of Tomcat: whether one is there, taken out, put back. Tomcat is stopped meanwhile.

import { answered, ScriptError } from '../rules/ending.ts';
import { isLike, textOf } from '../rules/values.ts';
import type { ScriptCall, ScriptHandler } from './handler.ts';

const pathsOf = ({ values }: ScriptCall) => ({
  deployed: `${textOf(values, 'folder')}\\${textOf(values, 'application')}`,
  parked: `${textOf(values, 'parkFolder')}\\${textOf(values, 'application')}`,
});

function isThere({ machine }: ScriptCall, path: string): boolean {
  return machine.files.read(`${path}.war`) !== undefined || machine.files.isFolder(path);
}

function told(call: ScriptCall) {
  const { deployed, parked } = pathsOf(call);
  return answered({
    application: textOf(call.values, 'application'),
    deployed: isThere(call, deployed),
    parked: call.machine.files.read(`${parked}.war`) !== undefined,
    folderFound: call.machine.files.isFolder(textOf(call.values, 'folder')),
  });
}

export const lookAtWebApplication: ScriptHandler = told;

export const parkWebApplication: ScriptHandler = async (call) => {
  const { deployed, parked } = pathsOf(call);
  if (isThere(call, deployed))
    await withTomcatStopped(call, () => {
      move(call, deployed, parked);
      call.machine.files.remove(`${deployed}.war`);
      call.machine.files.remove(deployed);
    });
  return told(call);
};

export const deployWebApplication: ScriptHandler = async (call) => {
  const { deployed, parked } = pathsOf(call);
  if (!isThere(call, deployed)) {
    if (!call.machine.files.read(`${parked}.war`))
      throw new ScriptError(`there is no ${parked}.war to put back`);
    await withTomcatStopped(call, () => move(call, parked, deployed));
  }
  await call.machine.services.start(tomcatOf(call).name);
  return told(call);
};

function move({ machine: { files, nowMs } }: ScriptCall, from: string, to: string): void {
  const found = files.read(`${from}.war`);
  if (found) files.write(`${to}.war`, found.bytes, nowMs());
}

function tomcatOf({ machine, values }: ScriptCall) {
  const pattern = textOf(values, 'service');
  const found = machine.services.list().find(({ name }) => isLike(name, pattern));
  if (found) return found;
  throw new ScriptError(`Cannot find any service with service name '${pattern}'.`);
}

async function withTomcatStopped(call: ScriptCall, work: () => void): Promise<void> {
  const { services } = call.machine;
  const { name, status } = tomcatOf(call);
  const ran = status !== 'Stopped';
  if (ran) await services.stop(name);
  work();
  if (ran) await services.start(name);
}
