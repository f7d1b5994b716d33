/** IP protocol and next-header numbers (IANA) of what concerns us. */
export const IpProtocol = { icmp: 1, igmp: 2, udp: 17, gre: 47, ah: 51, icmp6: 58, vrrp: 112 } as const
