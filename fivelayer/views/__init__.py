"""What trainees see: forms, dossier, relationship map, coach's panel, and the pages made of them."""
