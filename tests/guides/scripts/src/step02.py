print("step 2")
