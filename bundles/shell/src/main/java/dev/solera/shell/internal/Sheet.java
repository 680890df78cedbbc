package dev.solera.shell.internal;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.Row;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** Rows that can be printed as a table for people, as bare columns for {@code cut}, or as JSON. */
final class Sheet {
    /** How a sheet is printed. */
    enum Form {
        /** Header, borders, aligned columns. */
        TABLE,
        /** No header, columns separated by tabs. */
        BARE,
        /** An array of objects. */
        JSON
    }

    private final ShellTable table = new ShellTable().forceAscii();
    private final List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    private final List<String> bareLines = new ArrayList<>();
    private int columns;

    /** Adds a column of words. */
    Sheet words(String header) {
        table.column(new Col(header));
        columns++;
        return this;
    }

    /** Adds a column of numbers; the header names the unit. */
    Sheet number(String header) {
        table.column(new Col(header).alignRight());
        columns++;
        return this;
    }

    /**
     * Adds a row.
     *
     * @param object what JSON shows of it
     * @param cells what the table shows, one for each column; null is shown as {@code -}
     */
    void row(Map<String, @Nullable Object> object, @Nullable Object... cells) {
        objects.add(object);
        Row row = table.addRow();
        List<String> texts = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.addContent(cell(cell));
            texts.add(cell(cell));
        }
        bareLines.add(String.join("\t", texts));
    }

    void print(PrintStream out, Form form) {
        switch (form) {
            case JSON -> out.println(Json.write(objects));
            // Karaf's table pads its columns here too, which cut(1) would hand on.
            case BARE -> bareLines.forEach(out::println);
            case TABLE -> {
                if (columns > 0) {
                    table.print(out);
                }
            }
        }
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double number) {
            return new BigDecimal(number).stripTrailingZeros().toPlainString();
        }
        String text = Text.clean(value.toString());
        return text.isEmpty() ? "-" : text;
    }
}
