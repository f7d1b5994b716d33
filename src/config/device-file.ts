import { parse } from 'yaml'
import { z } from 'zod'
import { type Ip, type Mac, parseIp, parseMac } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'

// device.yaml: what `conform` has to know of a device that it did not build itself.

const ip = z.string().transform((text, context): Ip => {
  const found = parseIp(text)
  if (found !== undefined) return found
  context.addIssue({ code: 'custom', message: `${text} is no address` })
  return z.NEVER
})
const mac = z.string().transform((text, context): Mac => {
  const found = parseMac(text)
  if (found !== undefined) return found
  context.addIssue({ code: 'custom', message: `${text} is no MAC address` })
  return z.NEVER
})
const command = z.string().min(1)
const identity = z.strictObject({ address: ip, mac })

const schema = z.strictObject({
  name: z.string().default('device'),
  description: z.string().default('as its device file says'),
  /** Its configuration: keepalived.conf, FRR or YAML, beside this file. */
  config: z.string(),
  /** Addresses on the segment that nobody else has; two on each side of the device's tell the most. */
  tester: z.strictObject({ above: z.array(identity).default([]), below: z.array(identity).min(1) }),
  /** What it does for hosts beside VRRP; what is missing skips the cases for it. */
  host: z
    .strictObject({
      /** Two more addresses of the tester for each family that the device forwards between. */
      'forwards-between': z.array(identity).default([]),
      /** It sends Router Advertisements for its virtual routers. */
      'router-advertisements': z.boolean().default(false),
      /** An address that it answers ARP for by proxy. */
      'proxy-arp': ip.optional(),
    })
    .prefault({}),
  /** Commands of this host; what is missing is asked of the operator with `prompt`, else cases are skipped. */
  control: z
    .strictObject({
      start: command.optional(),
      stop: command.optional(),
      kill: command.optional(),
      priority: command.optional(),
      'link-up': command.optional(),
      'link-down': command.optional(),
    })
    .default({}),
  prompt: z.boolean().default(false),
})

export type DeviceFile = z.infer<typeof schema>

/** Throws `config/device-file` with the path of what is wrong. */
export function readDeviceFile(name: string, text: string): DeviceFile {
  const found = schema.safeParse(parsed(name, text))
  if (found.success) return found.data
  const [issue] = found.error.issues
  throw wrong(name, `${issue!.path.join('.') || 'it'}: ${issue!.message}`)
}

function parsed(name: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw wrong(name, cause instanceof Error ? cause.message.split('\n')[0]! : 'is no YAML')
  }
}

const wrong = (name: string, why: string): VrrpscopeError =>
  new VrrpscopeError('config/device-file', `${name}: ${why}`, 'docs/conformance/README.md shows one')
