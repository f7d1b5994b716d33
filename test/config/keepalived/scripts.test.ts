import { expect, it } from 'vitest'
import { readKeepalived } from '../../../src/config/keepalived/lower.ts'

const TEXT = `
vrrp_script probe {
  script "/usr/bin/test -f /run/up"
  interval 2
  timeout 3
  weight -20 reverse
  rise 2
  fall 3
  init_fail
}
vrrp_script plain { 
  script /bin/true
}
vrrp_script unused { 
  script /bin/false
}
vrrp_instance A {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    192.0.2.100
  }
  track_script {
    probe
    plain weight 30
  }
}
vrrp_instance B {
  interface eth0
  virtual_router_id 52
  virtual_ipaddress {
    192.0.2.101
  }
}
vrrp_sync_group G {
  group {
    A
    B
  }
  track_script {
    plain
  }
}
`

it('reads what is tracked, by instances and by sync groups, with defaults filled in', () => {
  const { scripts } = readKeepalived({ name: 'k.conf', text: TEXT }, { node: 'a', include: () => [] })
  expect(scripts).toEqual([
    {
      name: 'probe',
      command: '/usr/bin/test -f /run/up',
      interval: 2_000_000_000,
      timeout: 3_000_000_000,
      rise: 2,
      fall: 3,
      initFail: true,
      tracks: [{ instance: 'A', weight: -20, reverse: true }],
    },
    {
      name: 'plain',
      command: '/bin/true',
      interval: 1_000_000_000,
      timeout: 1_000_000_000,
      rise: 1,
      fall: 1,
      initFail: false,
      tracks: [
        { instance: 'A', weight: 30, reverse: false },
        { instance: 'A', weight: 0, reverse: false },
        { instance: 'B', weight: 0, reverse: false },
      ],
    },
  ])
})
