// Pieces of PowerShell that several commands on files share. Text only; what they are for stands where they are used.

/** `Get-Hash FILE`: SHA-256 in lower-case hex. */
export const getHash = `function Get-Hash($file) {
  $sha = [Security.Cryptography.SHA256]::Create()
  $share = [IO.FileShare]'ReadWrite, Delete'
  $stream = New-Object IO.FileStream ($file, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
  try { return [BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() }
  finally { $stream.Dispose(); $sha.Dispose() }
}`;

/**
 * `Get-Tree FOLDER MAXFILES`: lines `HASH BYTES PATH` in ordinal order of the path, when each was changed, their bytes,
 * and one hash over the lines. A file that is open elsewhere is read all the same; one that may not be read ends it with its name.
 */
export const getTree = `${getHash}
function Get-Tree($folder, $maxFiles) {
  $root = (Get-Item -LiteralPath $folder -Force).FullName.TrimEnd('\\')
  $paths = New-Object 'Collections.Generic.List[string]'
  foreach ($file in [IO.Directory]::EnumerateFiles($root, '*', [IO.SearchOption]::AllDirectories)) {
    if ($paths.Count -ge $maxFiles) { throw "there are more than $maxFiles files below $root" }
    $paths.Add($file.Substring($root.Length + 1))
  }
  $paths.Sort([StringComparer]::Ordinal)
  $lines = New-Object 'Collections.Generic.List[string]'
  $times = New-Object 'Collections.Generic.List[long]'
  $epoch = New-Object DateTime (1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
  $bytes = [long]0
  foreach ($path in $paths) {
    $full = $root + '\\' + $path
    $info = New-Object IO.FileInfo $full
    $length = $info.Length
    $times.Add([long][Math]::Floor(($info.LastWriteTimeUtc - $epoch).TotalMilliseconds))
    $bytes += $length
    $lines.Add((Get-Hash $full) + ' ' + $length + ' ' + $path.Replace('\\', '/'))
  }
  $sha = [Security.Cryptography.SHA256]::Create()
  $all = [Text.Encoding]::UTF8.GetBytes([string]::Join([string][char]10, $lines))
  $hash = [BitConverter]::ToString($sha.ComputeHash($all)).Replace('-', '').ToLowerInvariant()
  @{ lines = $lines.ToArray(); times = $times.ToArray(); bytes = $bytes; files = $lines.Count; hash = $hash }
}`;

/** `Get-FreeBytes PATH`: of the drive a path is on; null for a share, which does not tell. */
export const getFreeBytes = `function Get-FreeBytes($path) {
  $root = [IO.Path]::GetPathRoot([IO.Path]::GetFullPath($path))
  if ($root.StartsWith('\\\\')) { return $null }
  return (New-Object IO.DriveInfo $root).AvailableFreeSpace
}
function Test-Space($path, $needed) {
  $free = Get-FreeBytes $path
  if ($null -ne $free -and $free -lt $needed) { throw "there is no room at $path for $needed bytes, only for $free" }
}`;

/** `Move-IntoPlace NEW TARGET`: what was there before goes only once the new one stands. */
export const moveIntoPlace = `function Move-IntoPlace($new, $target) {
  $old = $target + '.fairlead-old'
  if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old -Recurse -Force }
  if (Test-Path -LiteralPath $target) { Move-Item -LiteralPath $target -Destination $old }
  try { Move-Item -LiteralPath $new -Destination $target }
  catch {
    if (Test-Path -LiteralPath $old) { Move-Item -LiteralPath $old -Destination $target }
    throw
  }
  if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old -Recurse -Force }
}`;

/**
 * Opens a share for the rest of the script. A log-on by SSH key brings no password along, so Windows lets it onto no
 * share without one; the password comes as the secret SHARE_PASSWORD.
 */
export const openShare = `if ($arguments.share) {
  $password = New-Object Security.SecureString
  foreach ($character in $secrets.SHARE_PASSWORD.ToCharArray()) { $password.AppendChar($character) }
  $credential = New-Object Management.Automation.PSCredential ($arguments.shareUser, $password)
  $null = New-PSDrive -Name FairleadShare -PSProvider FileSystem -Root $arguments.share -Credential $credential
}`;
