"""What people type: one function a command, its work in the other rooms."""
