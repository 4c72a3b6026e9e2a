import t from 'tap';
import { type ListenFailure, listenFailureText } from '../../../main/rules/listen-failure.ts';

const usual: ListenFailure = {
  what: 'The one URL',
  host: '127.0.0.1',
  port: 8080,
  settings: { host: 'listen.host', port: 'listen.port' },
  code: 'EADDRINUSE',
  message: 'listen EADDRINUSE: address already in use 127.0.0.1:8080',
  platform: 'linux',
};

t.test(
  'each failure names the address, the setting and the mend, in the words of the system it runs on',
  (t) => {
    const rows: readonly [string, Partial<ListenFailure>, readonly string[]][] = [
      ['taken, Linux', {}, ['another program', "`sudo ss -ltnp 'sport = :8080'`", 'set another listen.port']],
      ['taken, Windows', { platform: 'win32' }, ['`netstat -ano | findstr :8080`', 'tasklist', 'netsh http']],
      ['taken, a Mac', { platform: 'darwin' }, ['lsof -nP -iTCP:8080']],
      ['low port, Linux', { code: 'EACCES', port: 443 }, ['CAP_NET_BIND_SERVICE', 'listen.port to 1024']],
      ['low port, a Mac', { code: 'EACCES', port: 443, platform: 'darwin' }, ['Set listen.port to 1024']],
      ['forbidden, Windows', { code: 'EACCES', platform: 'win32' }, ['excludedportrange', 'netsh http']],
      ['forbidden', { code: 'EPERM' }, ['does not allow it to this user']],
      [
        'no such address',
        { code: 'EADDRNOTAVAIL', host: '10.9.9.9' },
        ['ip -brief', 'listen.host', '10.9.9.9:8080'],
      ],
      ['no such address, Windows', { code: 'EADDRNOTAVAIL', platform: 'win32' }, ['ipconfig', '0.0.0.0']],
      ['no such name', { code: 'ENOTFOUND', host: 'crm' }, ['nobody knows the name crm']],
      ['anything else', { code: 'EMFILE', message: 'too many open files' }, ['too many open files']],
      [
        'one setting only',
        { settings: { port: '--port' } },
        ['127.0.0.1:8080 (--port)', 'set another --port'],
      ],
      ['an IPv6 address', { host: '::1' }, ['[::1]:8080']],
    ];
    for (const [name, failure, expected] of rows) {
      const text = listenFailureText({ ...usual, ...failure });
      for (const each of ['The one URL cannot be served at', ...expected])
        t.ok(text.includes(each), `${name}: ${each}`);
      t.notMatch(text, /undefined|\n/, name);
    }
    t.end();
  },
);
