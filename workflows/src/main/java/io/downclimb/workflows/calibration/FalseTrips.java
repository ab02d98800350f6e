package io.downclimb.workflows.calibration;

/**
 * How often a detector tripped although all was well.
 *
 * @param days simulated; fewer than asked for where so many trips came that more would tell nothing new
 */
public record FalseTrips(int trips, double days) {
    public double perDay() {
        return trips / days;
    }
}
