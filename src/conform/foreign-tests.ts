/** A test of another suite, and the requirements that it comes down to. */
export interface ForeignTest {
  readonly suite: string
  readonly test: string
  readonly requirements: readonly string[]
}

/** What others test: a floor for our own coverage. The requirements are ours; the procedures are not taken over. */
export const FOREIGN_TESTS: readonly ForeignTest[] = [
  {
    suite: 'UNH-IOL operations 2.5',
    test: '1.1 Basic interoperability',
    requirements: ['VRRP-FSM-INIT-005', 'VRRP-FSM-BACKUP-007', 'VRRP-FSM-ACTIVE-010'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '1.2 Advanced interoperability',
    requirements: ['VRRP-FSM-ACTIVE-023', 'VRRP-CFG-012'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.1 Initialize state',
    requirements: ['VRRP-FSM-INIT-001', 'VRRP-FSM-INIT-002', 'VRRP-FSM-INIT-004', 'VRRP-FSM-INIT-005'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.2 Packet reception in Backup',
    requirements: ['VRRP-FSM-BACKUP-001', 'VRRP-FSM-BACKUP-004', 'VRRP-FSM-BACKUP-005'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.3 Master down in Backup',
    requirements: ['VRRP-FSM-BACKUP-007', 'VRRP-FSM-BACKUP-008', 'VRRP-FSM-BACKUP-011'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.4 Advertisement reception in Backup',
    requirements: ['VRRP-FSM-BACKUP-012', 'VRRP-FSM-BACKUP-014', 'VRRP-FSM-BACKUP-015', 'VRRP-FSM-BACKUP-017'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.5 Packet reception in Master',
    requirements: ['VRRP-FSM-ACTIVE-001', 'VRRP-FSM-ACTIVE-006', 'VRRP-FSM-ACTIVE-007', 'VRRP-FSM-ACTIVE-008'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.6 Shutdown in Master',
    requirements: ['VRRP-FSM-ACTIVE-009', 'VRRP-TX-008'],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '2.7 Advertisement reception in Master',
    requirements: [
      'VRRP-FSM-ACTIVE-011',
      'VRRP-FSM-ACTIVE-012',
      'VRRP-FSM-ACTIVE-013',
      'VRRP-FSM-ACTIVE-014',
      'VRRP-FSM-ACTIVE-016',
    ],
  },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '3.1 Advertisement_Interval',
    requirements: ['VRRP-TMR-001', 'VRRP-CFG-003'],
  },
  { suite: 'UNH-IOL operations 2.5', test: '3.2 Skew_Time', requirements: ['VRRP-TMR-002'] },
  { suite: 'UNH-IOL operations 2.5', test: '3.3 Master_Down_Interval', requirements: ['VRRP-TMR-003'] },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '3.4 Preempt_Mode',
    requirements: ['VRRP-FSM-BACKUP-015', 'VRRP-FSM-BACKUP-017', 'VRRP-FSM-BACKUP-019', 'VRRP-CFG-005'],
  },
  { suite: 'UNH-IOL operations 2.5', test: '4.1 Invalid TTL', requirements: ['VRRP-RX-001'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.2 Invalid version', requirements: ['VRRP-RX-003'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.3 Invalid length', requirements: ['VRRP-RX-005'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.4 Invalid checksum', requirements: ['VRRP-RX-008'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.5 Invalid VRID', requirements: ['VRRP-RX-009'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.6 Invalid auth type', requirements: ['VRRP-AUTH-001'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.7 Invalid interval', requirements: ['VRRP-RX-015'] },
  { suite: 'UNH-IOL operations 2.5', test: '4.8 Unknown type', requirements: ['VRRP-RX-004'] },
  {
    suite: 'UNH-IOL operations 2.5',
    test: '4.9 Proper transmission',
    requirements: [
      'VRRP-TX-001',
      'VRRP-TX-002',
      'VRRP-TX-004',
      'VRRP-TX-006',
      'VRRP-PKT-006',
      'VRRP-PKT-011',
      'VRRP-MAC-001',
    ],
  },
  {
    suite: 'UNH-IOL version 3 interoperability',
    test: '1.1 and 1.2 basic and advanced interoperability',
    requirements: ['VRRP-FSM-BACKUP-013', 'VRRP-FSM-ACTIVE-023', 'VRRP-TX-010'],
  },
  { suite: 'holo', test: 'master-down-timer1', requirements: ['VRRP-FSM-BACKUP-007', 'VRRP-FSM-BACKUP-008'] },
  { suite: 'holo', test: 'packet1 priority 0', requirements: ['VRRP-FSM-ACTIVE-011'] },
  { suite: 'holo', test: 'packet2 lower priority', requirements: ['VRRP-FSM-ACTIVE-016'] },
  { suite: 'holo', test: 'packet3 higher priority', requirements: ['VRRP-FSM-ACTIVE-012'] },
  { suite: 'holo', test: 'packet-error1 version', requirements: ['VRRP-RX-003'] },
  { suite: 'holo', test: 'packet-error2 interval', requirements: ['VRRP-RX-015'] },
  { suite: 'holo', test: 'packet-error3 VRID', requirements: ['VRRP-RX-009'] },
  { suite: 'holo', test: 'nb-config-instance1/2', requirements: ['VRRP-FSM-INIT-007', 'VRRP-FSM-ACTIVE-009'] },
  { suite: 'holo', test: 'nb-config-virtual-addr1..4', requirements: ['VRRP-FSM-ACTIVE-022', 'VRRP-TX-006'] },
  { suite: 'holo', test: 'ibus-iface-update1/2', requirements: ['VRRP-FSM-INIT-008'] },
  { suite: 'holo', test: 'v2-topo1-1, v3-topo1-1, v3-topo1-2', requirements: ['VRRP-TMR-011', 'VRRP-FSM-BACKUP-007'] },
  {
    suite: 'holo',
    test: 'packet codec tests (too short, too long, version, checksum)',
    requirements: ['VRRP-RX-005', 'VRRP-RX-003', 'VRRP-RX-008'],
  },
]
