package io.downclimb.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars in groups, as a PNG file. */
public final class Bars {
    private static final int DPI = 144;
    /** More groups than these are named aslant, or their names run into each other. */
    private static final int UPRIGHT = 4;

    private static final int ASLANT_DEGREES = 25;

    /** Okabe and Ito's colours, which most eyes can tell apart, and shades of grey. */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0x56B4E9), new Color(0x009E73), new Color(0x7FCDBB), new Color(0x004C78),
        new Color(0x999999), new Color(0xBBBBBB), new Color(0x666666), new Color(0xD55E00), new Color(0xE69F00)
    };

    private Bars() {}

    /** How heights show figures. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /**
     * Draws one chart.
     *
     * @param groups along the x axis
     * @param series by name: one value for each group; NaN draws nothing
     * @param file without its ending, which will be {@code .png}
     */
    public static void draw(
            String title, String unit, Scale scale, List<String> groups, Map<String, List<Double>> series, Path file) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1_000)
                .height(520)
                .title(title)
                .yAxisTitle(scale == Scale.LOGARITHMIC ? unit + " (logarithmic)" : unit)
                .build();
        boolean logarithmic = scale == Scale.LOGARITHMIC;
        style(chart.getStyler(), logarithmic);
        if (groups.size() > UPRIGHT) {
            chart.getStyler().setXAxisLabelRotation(ASLANT_DEGREES);
        }
        double nothing = logarithmic ? 1 : 0;
        series.forEach((name, values) -> chart.addSeries(
                name,
                groups,
                values.stream()
                        .map(value -> Double.isNaN(value) || value < nothing ? nothing : value)
                        .toList()));
        try {
            BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapFormat.PNG, DPI);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void style(CategoryStyler styler, boolean logarithmic) {
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setSeriesColors(COLOURS);
        styler.setAvailableSpaceFill(0.9);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setYAxisLogarithmic(logarithmic);
        styler.setYAxisMin(logarithmic ? 1.0 : 0.0);
    }
}
