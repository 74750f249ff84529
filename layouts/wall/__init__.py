"""The scenes of walls: every module here that declares a SCENE is one; its name is the scene's key."""
