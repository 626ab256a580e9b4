// A microphone whose line loses packets sends each frame of sound again with the next one (RED), where the browser can change that without a
// new offer; it stops half a minute after the last loss.
const every = 3000
const loses = 0.02
const calm = 30000

const formats = () => RTCRtpSender.getCapabilities?.('audio')?.codecs ?? []

// safer looks after the sender of a microphone until its connection is closed.
export function safer(pc, sender) {
  const red = formats().find((c) => c.mimeType === 'audio/red')
  const opus = formats().find((c) => c.mimeType === 'audio/opus')
  if (!red || !opus) return
  let lost = 0
  let on = false
  const watch = setInterval(async () => {
    if (pc.connectionState === 'closed') return clearInterval(watch)
    if ((await loss(sender)) > loses) lost = Date.now()
    const wanted = Date.now() - lost < calm
    if (wanted === on) return
    on = wanted
    const parameters = sender.getParameters()
    for (const encoding of parameters.encodings) encoding.codec = on ? red : opus
    await sender.setParameters(parameters).catch(() => clearInterval(watch)) // a browser that does not know it
  }, every)
}

async function loss(sender) {
  const reports = [...(await sender.getStats().catch(() => new Map())).values()]
  return reports.find((r) => r.type === 'remote-inbound-rtp')?.fractionLost ?? 0
}
