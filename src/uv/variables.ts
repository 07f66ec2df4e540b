/**
 * What the user's environment may say to uv: where packages are and how to reach them, where things are kept, how
 * much to do at once. Everything else of `UV_*` can change which versions come out, or what is written, and is left out.
 */
export const PASSING: ReadonlySet<string> = new Set([
  'UV_DEFAULT_INDEX',
  'UV_INDEX',
  'UV_INDEX_URL',
  'UV_EXTRA_INDEX_URL',
  'UV_FIND_LINKS',
  'UV_KEYRING_PROVIDER',
  'UV_CREDENTIALS_DIR',
  'UV_INSECURE_HOST',
  'UV_NATIVE_TLS',
  'UV_SYSTEM_CERTS',
  'UV_OFFLINE',
  'UV_REQUEST_TIMEOUT',
  'UV_CACHE_DIR',
  'UV_NO_CACHE',
  'UV_LINK_MODE',
  'UV_LOCK_TIMEOUT',
  'UV_STACK_SIZE',
  'UV_PYTHON_INSTALL_DIR',
  'UV_NO_HF_TOKEN',
  'UV_S3_ENDPOINT_URL',
  'UV_GCS_ENDPOINT_URL',
  'UV_AZURE_ENDPOINT_URL',
]);
const PASSING_PATTERNS = [/^UV_HTTP_[A-Z_]+$/, /^UV_CONCURRENT_[A-Z]+$/, /^UV_INDEX_.+_(USERNAME|PASSWORD)$/];

/** Left out without a word: they steer no resolution, or lockgen sets them itself. */
const SILENT = new Set(['UV_NO_PROGRESS', 'UV_PYTHON_DOWNLOADS', 'UV_NO_WRAP', 'UV_SYSTEM_PYTHON']);

/** Whether uv is given a variable of the user's. */
export function passes(name: string): boolean {
  // `UV` itself is what uv tells its children.
  if (name !== 'UV' && !name.startsWith('UV_')) return true;
  return PASSING.has(name) || PASSING_PATTERNS.some((pattern) => pattern.test(name));
}

/** Names of the user's `UV_*` variables that uv isn't given, since they could change which versions come out. */
export function leftOutVariables(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .filter((name) => name !== 'UV' && !passes(name) && !SILENT.has(name))
    .sort();
}
