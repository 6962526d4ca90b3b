"""The application: what the user asks for, done with the engines below."""
