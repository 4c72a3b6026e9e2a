// Why a listener cannot have its address, and how to mend it: what to look with differs from system to system. Pure.

/** How whoever starts it says where it is, such as `listen.host` and `listen.port`; the host may be given. */
export type AddressSettings = { readonly host?: string; readonly port: string };

export type ListenFailure = {
  /** What would listen, such as "the one URL". */
  readonly what: string;
  readonly host: string;
  readonly port: number;
  readonly settings: AddressSettings;
  /** The system's word, such as `EADDRINUSE`; undefined where it has none. */
  readonly code: string | undefined;
  readonly message: string;
  readonly platform: NodeJS.Platform;
};

/** Two or three sentences: what, why, and what to do. */
export function listenFailureText(failure: ListenFailure): string {
  const { host, port } = failure.settings;
  const settings = host === undefined ? port : `${host}, ${port}`;
  return `${failure.what} cannot be served at ${addressOf(failure)} (${settings}): ${reasonOf(failure)}`;
}

function reasonOf(failure: ListenFailure): string {
  const { host, settings, code, message } = failure;
  const hostSetting = settings.host ?? 'the host';
  switch (code) {
    case 'EADDRINUSE':
      return `another program listens there already. ${holderOf(failure)} Stop it, or set another ${settings.port}.`;
    case 'EACCES':
    case 'EPERM':
      return forbiddenOf(failure);
    case 'EADDRNOTAVAIL':
      return `this machine has no such address. ${addressesOf(failure)} Set ${hostSetting} to one of them, or to 0.0.0.0 for all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `nobody knows the name ${host}. Set ${hostSetting} to an address of this machine, or to 0.0.0.0 for all.`;
    default:
      return message;
  }
}

/** How to find the program that has the port. */
function holderOf({ port, platform }: ListenFailure): string {
  switch (platform) {
    case 'win32':
      return (
        `\`netstat -ano | findstr :${port}\` tells its process id in the last column, \`tasklist /fi "pid eq ID"\` its name; ` +
        'process 4 is Windows itself on behalf of IIS, whose bindings `netsh http show servicestate` lists.'
      );
    case 'linux':
      return `\`sudo ss -ltnp 'sport = :${port}'\` tells which.`;
    default:
      return `\`sudo lsof -nP -iTCP:${port} -sTCP:LISTEN\` tells which.`;
  }
}

function forbiddenOf({ port, settings, platform }: ListenFailure): string {
  if (platform === 'win32')
    return (
      'Windows does not allow it: the port is reserved, or a program has it for itself alone. ' +
      '`netsh interface ipv4 show excludedportrange protocol=tcp` lists what is reserved, ' +
      `\`netsh http show servicestate\` what IIS has. Set another ${settings.port}.`
    );
  if (port >= 1024) return `the system does not allow it to this user. Set another ${settings.port}.`;
  const grant =
    platform === 'linux'
      ? 'Give the service AmbientCapabilities=CAP_NET_BIND_SERVICE (systemd), or set'
      : 'Set';
  return `ports below 1024 need a right that this user has not. ${grant} ${settings.port} to 1024 or more.`;
}

function addressesOf({ platform }: ListenFailure): string {
  switch (platform) {
    case 'win32':
      return '`ipconfig` lists those it has.';
    case 'linux':
      return '`ip -brief address` lists those it has.';
    default:
      return '`ifconfig` lists those it has.';
  }
}

const addressOf = ({ host, port }: ListenFailure) => `${host.includes(':') ? `[${host}]` : host}:${port}`;
