"""The regulation's numbers: dated YAML, read once and typed; overrides of them; readings in dispute."""
