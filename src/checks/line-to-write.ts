import type { ConfiguredRouter, NodeConfig } from '../config/model.ts'

/** A line of keepalived.conf as the file of another dialect says it; undefined where that one has no such line. */
export function lineToWrite(
  line: string,
  dialect: NodeConfig['dialect'],
  router: ConfiguredRouter,
): string | undefined {
  const [keyword, value] = line.split(' ')
  if (dialect === 'keepalived' || keyword === undefined || value === undefined) return line
  if (dialect === 'yaml') return keyword in YAML ? `${YAML[keyword]}: ${yamlValue(keyword, value)}` : undefined
  if (keyword === 'virtual_router_id') return `vrrp ${value}`
  if (!(keyword in FRR)) return undefined
  return `vrrp ${router.vrid} ${FRR[keyword]} ${keyword === 'advert_int' ? ms(value) : value}`
}

const FRR: Readonly<Record<string, string>> = {
  priority: 'priority',
  version: 'version',
  advert_int: 'advertisement-interval',
}

const YAML: Readonly<Record<string, string>> = {
  priority: 'priority',
  version: 'version',
  advert_int: 'interval',
  virtual_router_id: 'vrid',
  mcast_dst_ip: 'group',
}

const yamlValue = (keyword: string, value: string): string => (keyword === 'advert_int' ? `${ms(value)}ms` : value)

const ms = (seconds: string): number => Math.round(Number(seconds) * 1000)
