// The connection budget (F5): every server needs room in the database for one DLL and one Tomcat pool at once. Sums up
// what is there, what is used and what is needed. Pure.

/** Connections of one machine. `server` is the name of the CRM server it is; undefined for any other machine. */
export type HostUse = {
  readonly host: string;
  readonly server: string | undefined;
  readonly connections: number;
  readonly programs: readonly { readonly program: string; readonly connections: number }[];
};

/** Connections a server needs at once (F5), as the profile says. */
export type PoolSizes = { readonly dll: number; readonly tomcat: number };

/** One reading of the database. */
export type ConnectionReading = {
  readonly readAtMs: number;
  /** What the database server takes at most. */
  readonly limit: number;
  readonly rows: readonly {
    readonly host: string;
    readonly program: string;
    readonly connections: number;
  }[];
  readonly own: { readonly host: string; readonly program: string };
};

export type BudgetInput = {
  readonly reading: ConnectionReading;
  readonly servers: readonly { readonly name: string; readonly hostNames: readonly string[] }[];
  readonly pools: PoolSizes;
  /** Connections to be left for others: backups, reports, administrators. */
  readonly reserve: number;
};

export type Budget = {
  readonly readAtMs: number;
  readonly limit: number;
  /** Seen now; undefined where the database shows nothing but our own connections. */
  readonly used: number | undefined;
  /** For all servers with all their pools. */
  readonly needed: number;
  readonly neededPerServer: number;
  readonly reserve: number;
  /** True where `needed` and `reserve` fit under the limit together with what others use. */
  readonly enough: boolean;
  /** How many more connections may be opened now without touching the reserve; undefined: cannot be known. */
  readonly free: number | undefined;
  /** Most connections first. */
  readonly hosts: readonly HostUse[];
};

/** Sums up one reading. Without the right to see others it goes by what is needed alone. */
export function budgetOf({ reading, servers, pools, reserve }: BudgetInput): Budget {
  const hosts = hostsOf(reading, servers);
  const all = sum(hosts);
  const seesOthers = reading.rows.some(
    (row) => row.program !== reading.own.program || !sameName(row.host, reading.own.host),
  );
  const used = seesOthers ? all : undefined;
  const neededPerServer = pools.dll + pools.tomcat;
  const needed = neededPerServer * servers.length;
  const others = sum(hosts.filter((each) => each.server === undefined));
  return {
    readAtMs: reading.readAtMs,
    limit: reading.limit,
    used,
    needed,
    neededPerServer,
    reserve,
    enough: needed + others + reserve <= reading.limit,
    free: used === undefined ? undefined : Math.max(0, reading.limit - reserve - used),
    hosts,
  };
}

function hostsOf({ rows }: ConnectionReading, servers: BudgetInput['servers']): readonly HostUse[] {
  const byHost = Map.groupBy(rows, (row) => row.host.toLowerCase());
  return [...byHost.values()]
    .map((own): HostUse => {
      const host = own[0]?.host ?? '';
      return {
        host,
        server: serverOf(host, servers),
        connections: sum(own),
        programs: own
          .map(({ program, connections }) => ({ program, connections }))
          .toSorted((first, second) => second.connections - first.connections),
      };
    })
    .toSorted((first, second) => second.connections - first.connections);
}

/** SQL Server tells short machine names; a server may be known by its full one. */
function serverOf(host: string, servers: BudgetInput['servers']): string | undefined {
  const short = host.toLowerCase().split('.')[0] ?? '';
  return servers.find(
    ({ name, hostNames }) => sameName(name, short) || (host !== '' && hostNames.includes(host.toLowerCase())),
  )?.name;
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const sum = (all: readonly { readonly connections: number }[]) =>
  all.reduce((total, each) => total + each.connections, 0);
