package udpbatch

func withoutSegments(s sender) sender {
	s.segments = false
	return s
}
