// What a live capture asks the kernel for. Wide on purpose: the kernel only thins out, `locate` decides. `proto 112`
// alone would miss adverts behind AH, tags and tunnels, and everything that tells why an advert was not heard.

const PLAIN = [
  'ip proto 112 or ip proto 51',
  'ip6 proto 112 or ip6 proto 51',
  'ip6[6] = 44 and (ip6[40] = 112 or ip6[40] = 51)', // fragments: the next header is in the fragment header
  'arp',
  'icmp[icmptype] = icmp-unreach or icmp[icmptype] = icmp-echo or icmp[icmptype] = icmp-echoreply',
  'ip6[6] = 58 and (ip6[40] <= 4 or ip6[40] = 128 or ip6[40] = 129 or ip6[40] = 135 or ip6[40] = 136)',
  'igmp',
  'ip6[6] = 0 and ip6[40] = 58', // MLD wears a router alert option in front (RFC 3810 5)
  'udp port 1985 or udp port 2029 or udp port 3222', // HSRP for both families, GLBP
]

const TUNNELS = ['udp port 4789 or udp port 8472', 'ip proto 47 or ip6 proto 47', 'ether proto 0x8847'] // VXLAN, GRE, MPLS

/** What routers tell hosts and are asked by them: redirects, Router Solicitations and Advertisements. */
const ROUTERS = ['icmp[icmptype] = icmp-redirect', 'ip6[6] = 58 and (ip6[40] = 133 or ip6[40] = 134 or ip6[40] = 137)']

const anyOf = (parts: readonly string[]): string => parts.map((part) => `(${part})`).join(' or ')

/**
 * The filter of a capture on `interfaceName`; `narrow` is the user's own expression. It comes first, because each `vlan`
 * moves the offsets of all that follows it.
 */
export function captureFilter(
  interfaceName: string,
  options: { narrow?: string; tunnels?: boolean; routers?: boolean } = {},
): string {
  const plain = anyOf([...PLAIN, ...(options.tunnels ? TUNNELS : []), ...(options.routers ? ROUTERS : [])])
  // A cooked capture has no tags to look behind: libpcap refuses the word.
  const wide = interfaceName === 'any' ? plain : anyOf([plain, `vlan and (${plain})`, `vlan and (${plain})`])
  return options.narrow ? `(${options.narrow}) and (${wide})` : wide
}
