import type { ConfiguredRouter, Origin, RouterConfig } from './model.ts'
import type { Place } from './text.ts'

type Field = keyof RouterConfig

/** Collects where each field of a router came from, while its values are put together. */
export class OriginBuilder {
  readonly #written = new Map<Field, Place>()

  /** The written value, or the default. */
  value<T>(field: Field, written: { readonly value: T; readonly place: Place } | undefined, fallback: T): T {
    if (written === undefined) return fallback
    this.#written.set(field, written.place)
    return written.value
  }

  /** A value made from what stands at `at`; defaulted where nothing does. */
  at<T>(field: Field, value: T, at: { readonly place: Place } | undefined): T {
    if (at !== undefined) this.#written.set(field, at.place)
    return value
  }

  /** A field that is left out where nothing says it. */
  optional<F extends Field, T>(
    field: F,
    written: { readonly value: T; readonly place: Place } | undefined,
  ): Record<F, T> | Record<never, never> {
    if (written === undefined) return {}
    this.#written.set(field, written.place)
    return { [field]: written.value } as Record<F, T>
  }

  /** Where the fields were written; a field that is missing was defaulted. */
  get origins(): Readonly<Partial<Record<Field, Place>>> {
    return Object.fromEntries(this.#written)
  }
}

/** Where a field of a router comes from: its line, or the head of the instance where the daemon supplied it. */
export function originOf(router: ConfiguredRouter, field: Field): Origin {
  const place = router.origins[field]
  return place === undefined ? { ...router.place, defaulted: true } : { ...place, defaulted: false }
}
