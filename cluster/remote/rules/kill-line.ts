// The line that ends a remote process with all it started; sent beside the command on the same connection.

export function killLine(pid: number): string {
  return `taskkill /T /F /PID ${pid}`;
}
