// Package privacy does what people may ask about the data that the academy holds of them, and what the law asks of the academy: a copy of
// everything about somebody, erasure, retention, the register of processing, notices, packages for preservation. What there is it reads
// from what each package says of itself in its personal.go. It reads across the domain and decides nothing for it. Its pages are
// pages/me_data*.go and pages/manage_privacy*.go, its events are bound in hooks/privacy.go.
package privacy
