<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ChoicesPage</name>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n song</numerusform>
            <numerusform>%n songs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileVerbs</name>
    <message numerus="yes">
        <source>%n file(s) of this project cannot be found.</source>
        <translation>
            <numerusform>%n file of this project cannot be found.</numerusform>
            <numerusform>%n files of this project cannot be found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) of the cut could not be taken over.</source>
        <translation>
            <numerusform>%n thing of the cut could not be taken over.</numerusform>
            <numerusform>%n things of the cut could not be taken over.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FillTool</name>
    <message numerus="yes">
        <source>The music changes %n time(s)</source>
        <translation>
            <numerusform>The music changes %n time</numerusform>
            <numerusform>The music changes %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FiltersPanel</name>
    <message numerus="yes">
        <source>%n on</source>
        <translation>
            <numerusform>%n on</numerusform>
            <numerusform>%n on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FitTool</name>
    <message numerus="yes">
        <source>{number}   %n seam(s)</source>
        <translation>
            <numerusform>{number}   %n seam</numerusform>
            <numerusform>{number}   %n seams</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FootageDialog</name>
    <message numerus="yes">
        <source>%n clip(s) can be found.</source>
        <translation>
            <numerusform>%n clip can be found.</numerusform>
            <numerusform>%n clips can be found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>And %n more.</numerusform>
            <numerusform>And %n more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Furniture</name>
    <message numerus="yes">
        <source>The other model pack is in use. %n song(s) could not be listened to yet.</source>
        <translation>
            <numerusform>The other model pack is in use. %n song could not be listened to yet.</numerusform>
            <numerusform>The other model pack is in use. %n songs could not be listened to yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>%n s left</numerusform>
            <numerusform>%n s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>%n min left</numerusform>
            <numerusform>%n min left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobsButton</name>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeyPicker</name>
    <message numerus="yes">
        <source>%n keys</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryFolders</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n song</numerusform>
            <numerusform>%n songs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files could not be used</source>
        <translation>
            <numerusform>%n file could not be used</numerusform>
            <numerusform>%n files could not be used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message numerus="yes">
        <source>%n folders</source>
        <translation>
            <numerusform>%n folder</numerusform>
            <numerusform>%n folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n songs</source>
        <translation>
            <numerusform>%n song</numerusform>
            <numerusform>%n songs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryWiring</name>
    <message numerus="yes">
        <source>%n song(s) added to your library.</source>
        <translation>
            <numerusform>%n song added to your library.</numerusform>
            <numerusform>%n songs added to your library.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be used as music.</source>
        <translation>
            <numerusform>%n file could not be used as music.</numerusform>
            <numerusform>%n files could not be used as music.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MusicVerbs</name>
    <message numerus="yes">
        <source>The credits of %n song(s) are copied.</source>
        <translation>
            <numerusform>The credits of %n song are copied.</numerusform>
            <numerusform>The credits of %n songs are copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticesBar</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message numerus="yes">
        <source>%n of these files are there already.</source>
        <translation>
            <numerusform>%n of these files is there already.</numerusform>
            <numerusform>%n of these files are there already.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShapePanel</name>
    <message numerus="yes">
        <source>%n moved</source>
        <translation>
            <numerusform>%n moved</numerusform>
            <numerusform>%n moved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SuggestionDelegate</name>
    <message numerus="yes">
        <source>used %n×</source>
        <translation>
            <numerusform>used %n×</numerusform>
            <numerusform>used %n×</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message numerus="yes">
        <source>%n songs are ready</source>
        <translation>
            <numerusform>%n song is ready</numerusform>
            <numerusform>%n songs are ready</numerusform>
        </translation>
    </message>
</context>
</TS>
