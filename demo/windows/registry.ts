// The registry of a simulated server, and the text form in which `reg export` writes a key and `reg import` reads it.

export type RegistryKey = { readonly path: string; readonly values: Readonly<Record<string, string>> };

export type Registry = {
  /** The key and all below it; undefined where there is none. */
  export(path: string): string | undefined;
  /** Sets every value of the text; what else is there stays, as in Windows. Undefined where the text is none. */
  import(text: string): true | undefined;
  get(path: string, name: string): string | undefined;
  set(path: string, name: string, value: string): void;
};

const header = 'Windows Registry Editor Version 5.00';

const longNames: Readonly<Record<string, string>> = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' };

const long = (path: string) => path.replace(/^[^\\]+/, (root) => longNames[root.toUpperCase()] ?? root);

export function createRegistry(seed: readonly RegistryKey[]): Registry {
  const keys = new Map<string, { path: string; values: Map<string, string> }>();
  const at = (path: string) => {
    const full = long(path);
    const key = keys.get(full.toLowerCase()) ?? { path: full, values: new Map<string, string>() };
    keys.set(full.toLowerCase(), key);
    return key;
  };
  for (const { path, values } of seed) {
    for (const [name, value] of Object.entries(values)) at(path).values.set(name, value);
  }
  return {
    export(path) {
      const root = long(path).toLowerCase();
      const found = [...keys].filter(([key]) => key === root || key.startsWith(`${root}\\`));
      return found.length === 0 ? undefined : exportText(found.map(([, key]) => key));
    },
    import(text) {
      if (!text.startsWith(header)) return undefined;
      let path = '';
      for (const line of text.split('\r\n')) {
        path = /^\[(.+)\]$/.exec(line)?.[1] ?? path;
        const [, name, value] = /^"(.+?)"="(.*)"$/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) at(path).values.set(name, plain(value));
      }
      return true;
    },
    get: (path, name) => keys.get(long(path).toLowerCase())?.values.get(name),
    set: (path, name, value) => void at(path).values.set(name, value),
  };
}

type Exported = { readonly path: string; readonly values: ReadonlyMap<string, string> };

function exportText(keys: readonly Exported[]): string {
  const texts = keys.map(({ path, values }) => {
    const lines = [...values].map(([name, value]) => `"${name}"="${escaped(value)}"`);
    return [`[${path}]`, ...lines, ''].join('\r\n');
  });
  return `${header}\r\n\r\n${texts.join('\r\n')}`;
}

const escaped = (value: string) => value.replace(/[\\"]/g, '\\$&');

const plain = (value: string) => value.replace(/\\(.)/g, '$1');
