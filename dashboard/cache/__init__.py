"""What is kept between runs, by subject."""
