/** A failure the user can act on: stable `code` (`pcap/bad-magic`), one-line message, and a hint. */
export class VrrpscopeError extends Error {
  readonly code: string
  readonly hint: string
  readonly offset: number | undefined

  constructor(code: string, message: string, hint: string, options: { offset?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'VrrpscopeError'
    this.code = code
    this.hint = hint
    this.offset = options.offset
  }
}

/** Ends an exhaustive switch: the compiler proves that no value gets here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
