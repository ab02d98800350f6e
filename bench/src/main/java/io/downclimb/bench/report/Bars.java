package io.downclimb.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars in groups, as an SVG file. */
public final class Bars {
    private Bars() {}

    /**
     * Draws one chart.
     *
     * @param groups along the x axis
     * @param series by name: one value for each group; NaN draws nothing
     * @param file without its ending, which will be {@code .svg}
     */
    public static void draw(
            String title, String unit, List<String> groups, Map<String, List<Double>> series, Path file) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1_000)
                .height(520)
                .title(title)
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setAvailableSpaceFill(0.9);
        chart.getStyler().setYAxisMin(0.0);
        series.forEach((name, values) -> chart.addSeries(
                name,
                groups,
                values.stream().map(value -> Double.isNaN(value) ? 0.0 : value).toList()));
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
