"""From one machine to a million learners: a week of traffic, simulated and priced."""
