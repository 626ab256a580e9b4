package accounts

import "strings"

// browsers and systems are looked for in this order: many pretend to be the ones further down.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS", "macOS"},
		{"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// Device says in two names what browser on what system an agent's text speaks of: "Firefox · Windows".
// It is "" where neither is known.
func Device(agent string) string {
	var names []string
	for _, list := range [][][2]string{browsers, systems} {
		for _, row := range list {
			if strings.Contains(agent, row[0]) {
				names = append(names, row[1])
				break
			}
		}
	}
	return strings.Join(names, " · ")
}
