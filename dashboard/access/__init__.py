"""Who is asking: accounts, sessions, screens, the pages of signing in, and the guard before every route."""
