import type { Need } from './case.ts'
import { type ControlName, hostsOf, isOwner, isUnicast } from './device.ts'

// The vocabulary of `needs`: small values, so that a case reads as a sentence.

export const version2: Need = { words: 'version 2', met: (router) => router.version === 2 }
export const version3: Need = { words: 'version 3', met: (router) => router.version === 3 }
export const ipv4: Need = { words: 'IPv4', met: (router) => router.family === 4 }
export const ipv6: Need = { words: 'IPv6', met: (router) => router.family === 6 }
export const multicast: Need = { words: 'multicast adverts', met: (router) => !isUnicast(router) }
export const unicast: Need = { words: 'unicast adverts', met: (router) => isUnicast(router) }
export const owner: Need = { words: 'a device that owns the addresses', met: (router) => isOwner(router) }
export const notOwner: Need = { words: 'a device that does not own the addresses', met: (router) => !isOwner(router) }
export const preempting: Need = { words: 'preemption on', met: (router) => router.preempt }
export const notPreempting: Need = { words: 'preemption off', met: (router) => !router.preempt }
export const accepting: Need = { words: 'Accept_Mode on', met: (router) => router.accept || isOwner(router) }
export const notAccepting: Need = { words: 'Accept_Mode off', met: (router) => !router.accept && !isOwner(router) }
export const virtualMac: Need = { words: 'adverts from the virtual router MAC', met: (router) => router.virtualMac }
export const noAuthentication: Need = {
  words: 'no authentication',
  met: (router) => router.authentication.kind === 'none',
}
export const password: Need = {
  words: 'simple password authentication',
  met: (router) => router.authentication.kind === 'simple',
}
export const ah: Need = { words: 'AH authentication', met: (router) => router.authentication.kind === 'ah' }
export const hmac: Need = { words: 'HMAC authentication', met: (router) => router.authentication.kind === 'hmac' }
export const severalRouters: Need = {
  words: 'two or more virtual routers on the device',
  met: (_router, device) => device.routers.length > 1,
}

export const bothFamilies: Need = {
  words: 'one VRID in both families',
  met: ({ vrid, family }, device) => device.routers.some((each) => each.vrid === vrid && each.family !== family),
}

/** Version 2 tells a scaled Skew_Time from a constant one only at other intervals than a second. */
export const slow: Need = { words: 'an interval above 1 s', met: (router) => router.advertInterval > 100 }
export const quick: Need = { words: 'an interval below 0.5 s', met: (router) => router.advertInterval < 50 }

/** Priority between two others, so that the tester can be just above and just below. */
export const roomAroundPriority: Need = {
  words: 'a priority from 2 to 253',
  met: (router) => router.priority >= 2 && router.priority <= 253,
}

export const forwarding: Need = {
  words: 'a device that forwards between two hosts of the tester',
  met: ({ family }, { host }) => hostsOf(host, family).length >= 2,
}
export const routerAdvertisements: Need = {
  words: 'a device that sends Router Advertisements',
  met: (_router, { host }) => host.advertisesRouters === true,
}
export const proxyArp: Need = {
  words: 'a device that answers for an address by proxy ARP',
  met: (_router, { host }) => host.proxyFor !== undefined,
}

/** The operator, a command or the lab can do this to the device. */
export const control = (name: ControlName): Need => ({
  words: `a way to ${CONTROL_WORDS[name]} the device`,
  met: (_router, device) => device.control[name] !== undefined,
})

const CONTROL_WORDS: Readonly<Record<ControlName, string>> = {
  start: 'start',
  stop: 'stop',
  kill: 'kill',
  setPriority: 'set the priority of',
  link: 'cut the link of',
}
