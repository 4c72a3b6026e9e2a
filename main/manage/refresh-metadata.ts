// How the servers come to see what was changed in their settings by SQL: each has to reload its metadata (F1).

/** Which servers have reloaded, and which must be told to by hand. Both by name. */
export type MetadataRefresh = { readonly refreshed: readonly string[]; readonly left: readonly string[] };

/** Has every server of the cluster reload; never rejects. */
export type RefreshMetadata = () => Promise<MetadataRefresh>;

/** No server can be told from here: a person does it, by name. */
export function refreshByHand(names: () => readonly string[]): RefreshMetadata {
  return async () => ({ refreshed: [], left: names() });
}
