package e2e

import "fmt"

// slidesSuitTheLine looks at a slide that is shown, by somebody who chooses to spare data and thinks better of it.
func slidesSuitTheLine(host, guest roomTab) {
	guest.Helper()
	shows := func(what, size string, page int) {
		guest.Helper()
		guest.until(what, fmt.Sprintf(`(p => p.complete && p.src.endsWith("/pages/%d%s") && (p.naturalWidth > 1280) === %t)(document.getElementById("slide-picture"))`, page, size, size == ""))
	}
	shows("a good line has the large slide", "", 2)
	guest.click("#data > summary")
	guest.click(`#data [value="sound"]`)
	shows("a large one that is there stays", "", 2)
	guest.click("#data > summary")
	host.click("#slide-next")
	shows("the next one is small", "/small", 3)
	guest.picture("room-phone-slide-small")
	guest.click("#slide-fine")
	shows("the large one comes when it is asked for", "", 3)
	guest.click("#slide-fine")
	shows("and goes", "/small", 3)
	guest.click("#data > summary")
	guest.click(`#data [value="auto"]`)
	guest.click("#data > summary")
	shows("a line that need not be spared gets the large one by itself", "", 3)
	guest.until("there is nothing to choose", `document.getElementById("slide-fine").hidden && !document.getElementById("slide-coming").textContent`)
	host.click("#slide-back")
}
