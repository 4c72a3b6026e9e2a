// The testers' door to a simulated cluster: HTTP on a loopback port of its own. Reads commands, hands them on,
// shows the truth. What the commands mean is in controls.ts.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer.ts';
import { type ControlCommand, commandHelp, parseControl } from './rules/control-command.ts';
import type { CrmServer } from './server.ts';

export type ControlServerOptions = {
  readonly servers: readonly CrmServer[];
  /** 0 asks for any free port. */
  readonly port: number;
  readonly lock: (by: string) => void;
  readonly unlock: () => void;
  readonly onProblem: (problem: Error) => void;
};

export type ControlServer = {
  /** `http://127.0.0.1:PORT`; known after `listen()`. */
  readonly url: string;
  listen(): Promise<void>;
  close(): Promise<void>;
};

/** A control server that does not listen yet. */
export function createControlServer(options: ControlServerOptions): ControlServer {
  const server = createServer((request, response) => {
    control(request, response, options).catch((cause: unknown) => {
      options.onProblem(new Error('a control command failed', { cause }));
      tell(response, 500, { error: 'the command failed' });
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  let port = options.port;
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          server.on('error', options.onProblem);
          port = (server.address() as AddressInfo).port;
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function control(
  request: IncomingMessage,
  response: ServerResponse,
  options: ControlServerOptions,
): Promise<void> {
  request.resume();
  request.on('error', () => response.destroy());
  response.on('error', () => response.destroy());
  if (request.headers.origin !== undefined)
    return tell(response, 403, { error: 'not for browsers: a page must not turn these knobs' });
  const [path = '', query = ''] = (request.url ?? '/').split('?');
  const [top, name, word, ...more] = path.split('/').slice(1);
  if (top === '' && name === undefined) return help(response, options);
  const server = options.servers.find((each) => each.name.toLowerCase() === name?.toLowerCase());
  if (top !== 'servers' || !server || more.length > 0)
    return tell(response, 404, { error: `no such thing: ${path}` });
  if (word === undefined || word === '') return tell(response, 200, server.details());
  if (request.method !== 'POST') return tell(response, 405, { error: 'commands are sent with POST' });
  const parameters = new URLSearchParams(query);
  const command = parseControl(word, (key) => parameters.get(key));
  if (typeof command === 'string') return tell(response, 400, { error: command });
  await obey(command, server, options);
  tell(response, 200, server.details());
}

async function obey(
  command: ControlCommand,
  server: CrmServer,
  options: ControlServerOptions,
): Promise<void> {
  switch (command.kind) {
    case 'slow':
      return server.slow(command.ms);
    case 'cold':
      server.setBehaviour({ metadataLoadMs: command.ms });
      return server.recycle();
    case 'tomcat':
      return server.setTomcat(command.alive);
    case 'lock':
      return options.lock(command.by);
    case 'unlock':
      return options.unlock();
    default:
      return server[command.kind]();
  }
}

function help(response: ServerResponse, { servers }: ControlServerOptions): void {
  tell(response, 200, {
    what: 'control of simulated CRM servers: GET /servers/NAME is the truth, POST /servers/NAME/COMMAND changes it',
    servers: servers.map(({ name, origin }) => ({ name, origin, path: `/servers/${name}` })),
    commands: commandHelp,
  });
}

function tell(response: ServerResponse, status: number, value: unknown): void {
  answer(response, {
    status,
    type: 'application/json; charset=utf-8',
    body: `${JSON.stringify(value, null, 2)}\n`,
  });
}
