import { stringify } from 'yaml'
import { NS_PER_CS, NS_PER_MS, NS_PER_SEC, NS_PER_US, type Ns } from '../core/time.ts'
import type { Authentication, ConfiguredRouter, NodeConfig } from './model.ts'
import type { YamlConfig, YamlVirtualRouter } from './yaml-schema.ts'

/** The model of all nodes as YAML that `readYaml` reads back to the same model. `mask` replaces secrets, if given. */
export function printYaml(nodes: readonly NodeConfig[], mask?: string): string {
  const config: YamlConfig = {
    version: 1,
    nodes: nodes.map((node) => ({
      name: node.name,
      profile: node.profile,
      virtualRouters: node.routers.map((router) => virtualRouter(router, mask)),
    })),
  }
  return stringify(config, { lineWidth: 0 })
}

function virtualRouter(router: ConfiguredRouter, mask: string | undefined): YamlVirtualRouter {
  const { announce } = router
  return {
    vrid: router.vrid,
    name: router.instance,
    interface: router.interfaceName,
    ...(router.interfaceNetworks.length === 0
      ? {}
      : {
          interfaceAddresses: router.interfaceNetworks.map(
            ({ address, prefixLength }) => `${address.text}/${prefixLength}`,
          ),
        }),
    family: router.family,
    version: router.version,
    priority: router.priority,
    priorities: [...router.priorities],
    interval: `${router.advertInterval}cs`,
    preempt: router.preempt,
    preemptDelay: durationText(router.preemptDelay),
    startupDelay: durationText(router.startupDelay),
    initialState: router.initialState,
    ...(router.primaryAddress === undefined ? {} : { source: router.primaryAddress.text }),
    addresses: router.addresses.map(({ text }) => text),
    excludedAddresses: router.excludedAddresses.map(({ text }) => text),
    unicastPeers: router.unicastPeers.map(({ address, ...limits }) => ({ address: address.text, ...limits })),
    checkUnicastSource: router.checkUnicastSource,
    hopLimit: router.hopLimit,
    group: router.group.text,
    profile: router.profile,
    authentication: authentication(router.authentication, mask),
    checksum: router.checksum,
    ...(router.refusesGroupChecksum === undefined ? {} : { refusesGroupChecksum: true }),
    downTimerAdverts: router.downTimerAdverts,
    skipCheckAddresses: router.skipCheckAddresses,
    lowerPriorityNoAdvert: router.lowerPriorityNoAdvert,
    higherPrioritySendAdvert: router.higherPrioritySendAdvert,
    virtualMac: router.virtualMac,
    ...(router.sourceMac === undefined ? {} : { sourceMac: router.sourceMac }),
    accept: router.accept,
    announce: {
      repeat: announce.repeat,
      delay: durationText(announce.delay),
      refresh: durationText(announce.refresh),
      refreshRepeat: announce.refreshRepeat,
      lowerPriorityRepeat: announce.lowerPriorityRepeat,
      lowerPriorityDelay: durationText(announce.lowerPriorityDelay),
      arp: announce.arp,
    },
    ...(router.syncGroup === undefined ? {} : { syncGroup: router.syncGroup }),
  }
}

function authentication(
  own: Authentication,
  mask: string | undefined,
): NonNullable<YamlVirtualRouter['authentication']> {
  if (own.kind === 'none') return { kind: 'none' }
  if (own.kind !== 'hmac') return { kind: own.kind, password: mask ?? secretText(own.password) }
  return { ...own, keys: own.keys.map(({ id, key }) => ({ id, key: mask ?? hexText(key) })) }
}

/** Printable passwords as they were written, without the zeros behind them. */
function secretText(bytes: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(bytes).replace(/\0+$/, '')
  return /^[\x21-\x7e]+$/.test(text) && !text.startsWith('hex:') ? text : hexText(bytes)
}

const hexText = (bytes: Uint8Array): string =>
  `hex:${Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')}`

/** The longest unit that gives a whole number. */
function durationText(duration: Ns): string {
  const units = [
    ['s', NS_PER_SEC],
    ['cs', NS_PER_CS],
    ['ms', NS_PER_MS],
    ['us', NS_PER_US],
  ] as const
  const [unit, size] = units.find(([, one]) => duration % one === 0) ?? (['ns', 1] as const)
  return `${duration / size}${unit}`
}
