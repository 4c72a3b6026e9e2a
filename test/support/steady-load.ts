// Many clients that ask one request after another on connections they keep, and note every answer that is not as it
// should be. Counts connections too: a product that drops them is seen even where a client would try again.

import { Agent, type IncomingMessage, request } from 'node:http';
import { text as readAll } from 'node:stream/consumers';

export type SteadyLoad = {
  /** Requests answered as they should be. */
  done(): number;
  inFlight(): number;
  readonly failures: readonly string[];
  /** Connections opened so far. */
  connections(): number;
  /** Resolves when every client has its last answer. */
  stop(): Promise<void>;
};

export type SteadyLoadOptions = {
  readonly url: string;
  readonly clients: number;
  /** Path and body (undefined is GET) of the next request. */
  readonly next: (count: number) => { readonly path: string; readonly body: string | undefined };
  readonly isGood: (status: number, body: string) => boolean;
  /** True: a client whose connection was told to close does not open another one. */
  readonly endsWhenTold?: boolean;
};

/** Begins at once. */
export function startSteadyLoad(options: SteadyLoadOptions): SteadyLoad {
  const failures: string[] = [];
  let done = 0;
  let count = 0;
  let inFlight = 0;
  let connections = 0;
  let stopped = false;
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let told = false;
    while (!stopped && !(told && options.endsWhenTold)) {
      const { path, body } = options.next(count++);
      inFlight += 1;
      try {
        const { response, fresh } = await ask(`${options.url}${path}`, body, agent);
        if (fresh) connections += 1;
        const text = await readAll(response);
        if (options.isGood(response.statusCode ?? 0, text)) done += 1;
        else failures.push(`${path}: ${response.statusCode} ${text.slice(0, 200)}`);
        told = /close/i.test(response.headers.connection ?? '');
      } catch (error) {
        failures.push(`${path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
        if (options.endsWhenTold) break;
      } finally {
        inFlight -= 1;
      }
    }
    agent.destroy();
  };
  const clients = Array.from({ length: options.clients }, client);
  return {
    done: () => done,
    inFlight: () => inFlight,
    failures,
    connections: () => connections,
    async stop() {
      stopped = true;
      await Promise.all(clients);
    },
  };
}

function ask(url: string, body: string | undefined, agent: Agent) {
  return new Promise<{ response: IncomingMessage; fresh: boolean }>((resolve, reject) => {
    const asked = request(url, { agent, method: body === undefined ? 'GET' : 'POST' });
    asked.on('response', (response) => resolve({ response, fresh: !asked.reusedSocket }));
    asked.on('error', reject);
    asked.end(body);
  });
}
