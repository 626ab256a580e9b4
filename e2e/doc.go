// Package e2e drives the real program with a real browser: what it shows is what people get. It holds only
// tests; the academy that they visit is the demo, started once on a free port with a folder of its own.
package e2e
