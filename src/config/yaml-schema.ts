import { z } from 'zod'
import { PROFILE_NAMES } from '../core/profile-name.ts'

// Our own YAML: the types, the checks and schema/config-1.schema.json for editors come from here. Durations carry their
// unit (10ms, 25cs, 1s), addresses are text, keys are the words of RFC 9568 in camelCase.

const duration = z.string().regex(/^\d+(\.\d+)?(ns|us|ms|cs|s)$/, 'a duration with its unit: 500ms, 25cs, 1s')
const address = z.string().describe('an IPv4 or IPv6 address')
const network = z.string().regex(/\/\d+$/, 'an address with its prefix length: 192.0.2.11/24')
const secret = z.string().describe('text, or hex: and hexadecimal digits')

const profile = z.enum(PROFILE_NAMES)
const ttl = z.int().min(0).max(255)

export const peerSchema = z.strictObject({ address, minTtl: ttl.optional(), maxTtl: ttl.optional() })

export const authenticationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.enum(['simple', 'ah']), password: secret }),
  z.strictObject({
    kind: z.literal('hmac'),
    keys: z.array(z.strictObject({ id: z.int().min(1).max(255), key: secret })).min(1),
    activeKeyId: z.int().min(1).max(255),
    mode: z.enum(['enforce', 'permissive', 'receive-only']).optional(),
    antiReplay: z.enum(['time', 'monotonic']).optional(),
    windowSec: z.int().min(1).max(300).optional(),
  }),
])

export const announceSchema = z.strictObject({
  repeat: z.int().min(0).optional(),
  delay: duration.optional(),
  refresh: duration.optional(),
  refreshRepeat: z.int().min(0).optional(),
  lowerPriorityRepeat: z.int().min(0).optional(),
  lowerPriorityDelay: duration.optional(),
  arp: z.enum(['request', 'reply', 'both']).optional(),
})

const priority = z.int().min(1).max(255)

export const virtualRouterSchema = z.strictObject({
  vrid: z.int().min(1).max(255),
  name: z.string().optional(),
  interface: z.string().optional(),
  network: z.string().optional().describe('one of networks'),
  interfaceAddresses: z.array(network).optional().describe('addresses of the interface; the first is the primary one'),
  family: z.literal([4, 6]).optional(),
  version: z.literal([2, 3]).optional(),
  priority: priority.optional(),
  priorities: z.array(priority).optional().describe('every priority that tracking may lead to'),
  interval: duration.optional(),
  preempt: z.boolean().optional(),
  preemptDelay: duration.optional(),
  startupDelay: duration.optional(),
  initialState: z.enum(['Backup', 'Active']).optional(),
  source: address.optional(),
  addresses: z.array(address),
  excludedAddresses: z.array(address).optional(),
  unicastPeers: z.array(z.union([address, peerSchema])).optional(),
  checkUnicastSource: z.boolean().optional(),
  hopLimit: ttl.optional(),
  group: address.optional(),
  profile: profile.optional(),
  authentication: authenticationSchema.optional(),
  checksum: z.enum(['message-only', 'pseudo-header', 'pseudo-header-group']).optional(),
  refusesGroupChecksum: z.literal(true).optional(),
  downTimerAdverts: z.int().min(1).max(100).optional(),
  skipCheckAddresses: z.boolean().optional(),
  lowerPriorityNoAdvert: z.boolean().optional(),
  higherPrioritySendAdvert: z.boolean().optional(),
  virtualMac: z.boolean().optional(),
  sourceMac: z.string().optional(),
  accept: z.boolean().optional(),
  announce: announceSchema.optional(),
  syncGroup: z.string().optional(),
})

export const nodeSchema = z.strictObject({
  name: z.string(),
  profile: profile.optional(),
  include: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('keepalived.conf or FRR files of this node'),
  configId: z.string().optional().describe('what keepalived -i is given'),
  virtualRouters: z.array(virtualRouterSchema).optional(),
})

export const networkSchema = z.strictObject({ subnets: z.array(network) })

export const configSchema = z.strictObject({
  version: z.literal(1),
  networks: z.record(z.string(), networkSchema).optional(),
  nodes: z.array(nodeSchema).min(1),
})

export type YamlConfig = z.infer<typeof configSchema>
export type YamlNode = z.infer<typeof nodeSchema>
export type YamlVirtualRouter = z.infer<typeof virtualRouterSchema>

/** JSON Schema (draft 2020-12) for editors. */
export const configJsonSchema = (): object => ({
  $id: 'urn:vrrpscope:schema:config-1',
  title: 'vrrpscope configuration',
  ...z.toJSONSchema(configSchema, { io: 'input' }),
})
