// Starts the SQS emulator on loopback. Its own command line would listen on all addresses.
import { buildApp } from 'fauxqs'

const port = Number(process.env.FAUXQS_PORT)
const app = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: process.env.FAUXQS_REGION })
await app.listen({ port, host: '127.0.0.1' })
