// Caddy as a proxy with cookie persistence. Pinned to one core, its runtime takes one thread for its work.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProxyMaker, TlsFiles, Workplace } from '../bench.ts';
import { freePort } from '../programs.ts';

export function caddyMaker({ programs, folder }: Workplace, program: string): ProxyMaker {
  return {
    name: 'caddy',
    async start({ upstreamPort, tls }) {
      const port = await freePort();
      const home = mkdtempSync(join(folder, 'caddy-'));
      const file = join(home, 'Caddyfile');
      writeFileSync(file, configuration(port, upstreamPort, tls));
      return programs.start({
        name: 'caddy',
        port,
        side: 'proxy',
        command: program,
        parameters: ['run', '--adapter', 'caddyfile', '--config', file],
        // It keeps files in the home folder of whoever runs it.
        environment: { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
      });
    },
  };
}

function configuration(port: number, upstreamPort: number, tls: TlsFiles | undefined): string {
  return `{
	admin off
	auto_https off
	log {
		level ERROR
	}
}
${tls ? 'https' : 'http'}://:${port} {
	bind 127.0.0.1
	${tls ? `tls ${tls.certificateFile} ${tls.keyFile}` : ''}
	reverse_proxy 127.0.0.1:${upstreamPort} {
		lb_policy cookie fairlead
		transport http {
			keepalive_idle_conns_per_host 256
		}
	}
}
`;
}
