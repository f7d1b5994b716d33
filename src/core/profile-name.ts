/** Implementations whose receive checks and timers are modelled; see model/profile.ts. */
export const PROFILE_NAMES = [
  'rfc2338',
  'rfc3768',
  'rfc5798',
  'rfc9568',
  'keepalived-2.2',
  'keepalived-2.3.3',
  'keepalived-2.4',
  'frr',
  'frr-no-pseudo',
] as const

export type ProfileName = (typeof PROFILE_NAMES)[number]
