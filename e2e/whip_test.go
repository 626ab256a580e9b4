package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// strangersPage is a page of another site that publishes by WHIP and plays by WHEP with what a browser has, and leaves in window.report
// what came of it. It restarts the player's ICE once it plays.
const strangersPage = `<!doctype html><title>studio</title><video autoplay></video><script>
async function open(pc, url, token) {
	await pc.setLocalDescription(await pc.createOffer())
	const headers = { "Content-Type": "application/sdp", Authorization: "Bearer " + token }
	const r = await fetch(url, { method: "POST", headers, body: pc.localDescription.sdp })
	if (r.status !== 201) throw new Error(r.status + " " + (await r.text()))
	await pc.setRemoteDescription({ type: "answer", sdp: await r.text() })
	return { at: new URL(r.headers.get("Location"), url), tag: r.headers.get("ETag"), token }
}
async function restart(pc, session) {
	const known = pc.remoteDescription.sdp
	await pc.setLocalDescription(await pc.createOffer({ iceRestart: true }))
	const own = (key) => pc.localDescription.sdp.match(new RegExp("a=" + key + ":.*"))[0] + "\r\n"
	const headers = { "Content-Type": "application/trickle-ice-sdpfrag", Authorization: "Bearer " + session.token, "If-Match": "*" }
	const r = await fetch(session.at, { method: "PATCH", headers, body: own("ice-ufrag") + own("ice-pwd") })
	if (r.status !== 200 || r.headers.get("ETag") === session.tag) throw new Error("restart: " + r.status)
	const fragment = await r.text()
	const sdp = ["ice-ufrag", "ice-pwd"].reduce((s, key) => s.replace(new RegExp("a=" + key + ":.*", "g"), fragment.match(new RegExp("a=" + key + ":.*"))[0].trim()), known)
	await pc.setRemoteDescription({ type: "answer", sdp })
}
async function end(session) {
	return (await fetch(session.at, { method: "DELETE", headers: { Authorization: "Bearer " + session.token } })).status
}
async function figures(pc) {
	const all = [...(await pc.getStats()).values()]
	const inbound = all.filter((s) => s.type === "inbound-rtp")
	return {
		cipher: all.find((s) => s.srtpCipher)?.srtpCipher,
		frames: inbound.find((s) => s.kind === "video")?.framesDecoded ?? 0,
		energy: inbound.find((s) => s.kind === "audio")?.totalAudioEnergy ?? 0,
	}
}
async function until(pc, holds) {
	for (;;) {
		const now = await figures(pc)
		if (holds(now)) return now
		await new Promise((then) => setTimeout(then, 100))
	}
}
async function run({ whip, whep, token }) {
	const from = new RTCPeerConnection(), to = new RTCPeerConnection()
	const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640 } })
	for (const track of stream.getTracks()) from.addTransceiver(track, { direction: "sendonly", streams: [stream] })
	for (const kind of ["audio", "video"]) to.addTransceiver(kind, { direction: "recvonly" })
	to.ontrack = (e) => (document.querySelector("video").srcObject = e.streams[0])
	const player = await open(to, whep, token)
	const publisher = await open(from, whip, token)
	const plays = await until(to, (now) => now.frames > 20 && now.energy > 0)
	await restart(to, player)
	await until(to, (now) => now.frames > plays.frames + 20)
	const sent = await figures(from)
	return { published: sent.cipher, played: plays.cipher, ended: [await end(publisher), await end(player)] }
}
run(JSON.parse(decodeURIComponent(location.hash.slice(1)))).then((r) => (window.report = JSON.stringify(r)), (e) => (window.report = "failed: " + e))
</script>`

func TestABrowserOnAnotherSitePublishesAndPlaysByWHIPAndWHEP(t *testing.T) {
	h, _ := houseWithMedia(t)
	content, err := os.ReadFile(filepath.Join(h.dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var demo struct {
		Webinars []struct{ State, WHIP, WHEP, Token string }
	}
	if err := json.Unmarshal(content, &demo); err != nil || len(demo.Webinars) == 0 || demo.Webinars[0].State != "open" {
		t.Fatalf("%v: %s", err, content)
	}
	w := demo.Webinars[0]
	stranger := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(out, strangersPage)
	}))
	defer stranger.Close()
	p := openAt(t, &house{url: stranger.URL}, desktop)
	p.foresee("favicon")
	p.opens(fmt.Sprintf(`%s/#{"whip":"%s","whep":"%s","token":"%s"}`, stranger.URL, w.WHIP, w.WHEP, w.Token))
	report := poll(p, "window.report")
	var got struct {
		Published, Played string
		Ended             []int
	}
	if err := json.Unmarshal([]byte(report), &got); err != nil {
		t.Fatal(report)
	}
	t.Logf("sealed with %s to us, with %s from us", got.Published, got.Played)
	if len(got.Ended) != 2 || got.Ended[0] != 200 || got.Ended[1] != 200 {
		t.Error(report)
	}
	for _, cipher := range []string{got.Published, got.Played} {
		if !strings.Contains(cipher, "GCM") {
			t.Errorf("sealed with %q", cipher)
		}
	}
}
