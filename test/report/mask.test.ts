import { describe, expect, it } from 'vitest'
import { MASK } from '../../src/core/mask.ts'
import { maskSecrets } from '../../src/report/mask.ts'
import { finding } from './sample.ts'

describe('maskSecrets', () => {
  it('masks values by their name and nothing else', () => {
    const values = { password: '123789', configuredPassword: 'x', secret: 's', key: 'k', keyId: 3, vrid: 147 }
    expect(maskSecrets(finding({ values })).values).toEqual({
      password: MASK,
      configuredPassword: MASK,
      secret: MASK,
      key: MASK,
      keyId: 3,
      vrid: 147,
    })
  })

  it('leaves what is empty empty: there is no secret to hide', () => {
    expect(maskSecrets(finding({ values: { secret: '', otherSecret: 'x' } })).values).toEqual({
      secret: '',
      otherSecret: MASK,
    })
  })

  it('does not tell how long a secret is', () => {
    expect(maskSecrets(finding({ values: { password: 'a' } }))).toEqual(
      maskSecrets(finding({ values: { password: 'abcdefgh' } })),
    )
  })
})
