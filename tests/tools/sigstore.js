// Checks a Sigstore bundle with sigstore-js and a key that is trusted: TOOLS BUNDLE PUBLIC-KEY. No log and no time is asked
// for.
const [tools, bundle, key] = process.argv.slice(2)
const fs = require('node:fs')
const { createPublicKey } = require('node:crypto')
const { createRequire } = require('node:module')
const load = createRequire(tools + '/package.json')
const { bundleFromJSON } = load('@sigstore/bundle')
const { Verifier, toSignedEntity, toTrustMaterial } = load('@sigstore/verify')

const publicKey = createPublicKey(fs.readFileSync(key))
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
}
const trusted = toTrustMaterial(root, () => ({ publicKey, validFor: () => true }))
const verifier = new Verifier(trusted, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0, tsaThreshold: 0 })
verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(fs.readFileSync(bundle)))))
console.log('ok')
