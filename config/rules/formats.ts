// What a text must look like to be a host, an origin, a network, ... and how to say what is wrong with it.
export type FormatName =
  | 'cookie-name'
  | 'file'
  | 'host'
  | 'key'
  | 'name'
  | 'network'
  | 'origin'
  | 'regex'
  | 'server-name'
  | 'sql-name'
  | 'url-path';
