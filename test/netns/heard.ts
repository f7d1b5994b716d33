import { execFileSync } from 'node:child_process'

/** One advert of a capture, as tshark reads it, with the kernel's stamp. */
export interface Heard {
  readonly ms: number
  readonly src: string
  readonly vrid: number
  readonly priority: number
  readonly intervalMs: number
}

const FIELDS = [
  'frame.time_epoch',
  'ip.src',
  'ipv6.src',
  'vrrp.virt_rtr_id',
  'vrrp.prio',
  'vrrp.adver_int',
  'vrrp.short_adver_int',
]

/** The adverts of a capture in the order of time. */
export function heardIn(file: string): Heard[] {
  const argv = [
    '-n',
    '-r',
    file,
    '-Y',
    'vrrp && !icmp && !icmpv6',
    '-T',
    'fields',
    ...FIELDS.flatMap((name) => ['-e', name]),
  ]
  const text = execFileSync('tshark', argv, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [time, ip, ip6, vrid, priority, sec, centisec] = line.split('\t')
      return {
        ms: Number(time) * 1000,
        src: ip || ip6!,
        vrid: Number(vrid),
        priority: Number(priority),
        intervalMs: centisec ? Number(centisec) * 10 : Number(sec) * 1000,
      }
    })
}
