// In which order a server is asked for its host keys: those we know first, or it might show one that we do not.

/** Type of a key -> the algorithms that use it. SHA-1 (`ssh-rsa` as an algorithm) is not among them. */
const byType: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

export function keyAlgorithms(knownTypes: readonly string[]): readonly string[] {
  const known = knownTypes.flatMap((type) => byType[type] ?? []);
  return [...new Set([...known, ...Object.values(byType).flat()])];
}
