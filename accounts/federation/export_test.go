package federation

// Waiting is how many questions are remembered.
func (d *Desk) Waiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.left)
}
