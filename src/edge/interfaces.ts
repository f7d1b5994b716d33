import { readdirSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { type Ip, type Mac, parseIp, parseMac } from '../core/address.ts'

/** A network interface of this host (of this network namespace). */
export interface HostInterface {
  readonly name: string
  readonly up: boolean
  readonly mac: Mac | undefined
  readonly mtu: number
  readonly addresses: readonly InterfaceAddress[]
}

export interface InterfaceAddress {
  readonly ip: Ip
  readonly prefixLen: number
}

const SYSFS = '/sys/class/net'
const IFF_UP = 1

/** Every interface, by name. */
export function listInterfaces(): HostInterface[] {
  try {
    return readdirSync(SYSFS)
      .sort()
      .flatMap((name) => findInterface(name) ?? [])
  } catch {
    return []
  }
}

/** The interface of that name, or undefined: it never was, or has gone. */
export function findInterface(name: string): HostInterface | undefined {
  const flags = attribute(name, 'flags')
  if (flags === undefined) return undefined
  return {
    name,
    up: (Number(flags) & IFF_UP) !== 0,
    mac: parseMac(attribute(name, 'address') ?? ''),
    mtu: Number(attribute(name, 'mtu') ?? 1500),
    addresses: addressesOf(name),
  }
}

/** The name of the interface with this number in the kernel; undefined where there is none (any more). */
export function nameOfIfIndex(ifIndex: number): string | undefined {
  try {
    return readdirSync(SYSFS).find((name) => attribute(name, 'ifindex') === String(ifIndex))
  } catch {
    return undefined
  }
}

/** Whether it can be opened for capture now. `any` always can. */
export const isUp = (name: string): boolean => name === 'any' || findInterface(name)?.up === true

/** Whether frames can reach it now: it is up, and so is what it is plugged into. */
export const hasCarrier = (name: string): boolean => name === 'any' || attribute(name, 'carrier') === '1'

function addressesOf(name: string): InterfaceAddress[] {
  return (networkInterfaces()[name] ?? []).flatMap(({ address, cidr }) => {
    const ip = parseIp(address)
    return ip === undefined ? [] : { ip, prefixLen: Number(cidr?.split('/')[1] ?? 0) }
  })
}

function attribute(name: string, file: string): string | undefined {
  if (name === '' || name.includes('/') || name === '.' || name === '..') return undefined
  try {
    return readFileSync(`${SYSFS}/${name}/${file}`, 'latin1').trim()
  } catch {
    return undefined
  }
}
