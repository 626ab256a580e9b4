// Cameras and microphones: opening them, choosing among them, and saying in words why one cannot be had.
const chosen = (kind) => localStorage.getItem(`aula.${kind}`) ?? ''
export const choose = (kind, id) => localStorage.setItem(`aula.${kind}`, id)

const wishes = {
  microphone: () => ({ audio: { deviceId: chosen('microphone') || undefined, echoCancellation: true, noiseSuppression: true, autoGainControl: true } }),
  camera: () => ({ video: { deviceId: chosen('camera') || undefined, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } } }),
}

// open returns the track of a microphone or camera. It fails with a cause that cause() names.
export async function open(kind) {
  if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error('insecure'), { name: 'InsecureError' })
  const stream = await navigator.mediaDevices.getUserMedia(wishes[kind]())
  return stream.getTracks()[0]
}

// share returns the tracks of what is shared: sharp text before smooth movement, and the tab's sound where there is one.
export async function share() {
  if (!navigator.mediaDevices?.getDisplayMedia) throw Object.assign(new Error('no sharing'), { name: 'SharingError' })
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true })
  const [screen] = stream.getVideoTracks()
  if (screen) screen.contentHint = 'detail'
  return { screen, screen_audio: stream.getAudioTracks()[0] }
}

const causes = {
  NotAllowedError: 'error_refused', SecurityError: 'error_refused', NotReadableError: 'error_busy', AbortError: 'error_busy',
  NotFoundError: 'error_none', OverconstrainedError: 'error_none', InsecureError: 'error_insecure', SharingError: 'error_sharing',
}

// cause is the text that says why a device could not be opened, and the remedy.
export const cause = (error) => causes[error.name] ?? 'error_device'

// options fills a list with the devices of a kind.
export async function options(kind, select, used) {
  const wanted = kind === 'camera' ? 'videoinput' : 'audioinput'
  const all = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === wanted)
  select.replaceChildren(...all.map((d, i) => new Option(d.label || `${i + 1}`, d.deviceId, false, d.deviceId === used)))
}
