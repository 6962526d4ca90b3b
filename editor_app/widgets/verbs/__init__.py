"""What the actions of the window do, by menu: each class is given what it works on."""
