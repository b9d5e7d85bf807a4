package runs

// Making names durable where the system allows it.

// SyncFolder does nothing: Windows cannot sync a folder.
func SyncFolder(string) error { return nil }
