<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BarStack</name>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChangesBar</name>
    <message numerus="yes">
        <source>The new model changed %Ln label(s). No files were moved.</source>
        <translation>
            <numerusform>The new model changed %Ln label. No files were moved.</numerusform>
            <numerusform>The new model changed %Ln labels. No files were moved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message numerus="yes">
        <source>correction of %n picture(s)</source>
        <translation>
            <numerusform>correction of %n picture</numerusform>
            <numerusform>correction of %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sorting of %n picture(s)</source>
        <translation>
            <numerusform>sorting of %n picture</numerusform>
            <numerusform>sorting of %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message numerus="yes">
        <source>Your %Ln picture(s)</source>
        <translation>
            <numerusform>Your %Ln picture</numerusform>
            <numerusform>Your %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln reference picture(s)</source>
        <translation>
            <numerusform>%Ln reference picture</numerusform>
            <numerusform>%Ln reference pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExistingPicturesSheet</name>
    <message numerus="yes">
        <source>%Ln picture(s) are already in it and its sub-folders.</source>
        <translation>
            <numerusform>%Ln picture is already in it and its sub-folders.</numerusform>
            <numerusform>%Ln pictures are already in it and its sub-folders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are already in it.</source>
        <translation>
            <numerusform>%Ln picture is already in it.</numerusform>
            <numerusform>%Ln pictures are already in it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>%Ln found</numerusform>
            <numerusform>%Ln found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderSession</name>
    <message numerus="yes">
        <source>%Ln sub-folder(s) could not be read.</source>
        <translation>
            <numerusform>%Ln sub-folder could not be read.</numerusform>
            <numerusform>%Ln sub-folders could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln picture(s)…</source>
        <translation>
            <numerusform>Copy %Ln picture…</numerusform>
            <numerusform>Copy %Ln pictures…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sort %Ln picture(s)…</source>
        <translation>
            <numerusform>Sort %Ln picture…</numerusform>
            <numerusform>Sort %Ln pictures…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write keywords for %Ln picture(s)…</source>
        <translation>
            <numerusform>Write keywords for %Ln picture…</numerusform>
            <numerusform>Write keywords for %Ln pictures…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln skipped</numerusform>
            <numerusform>%Ln skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not classified yet</source>
        <translation>
            <numerusform>%Ln not classified yet</numerusform>
            <numerusform>%Ln not classified yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need review</source>
        <translation>
            <numerusform>%Ln needs review</numerusform>
            <numerusform>%Ln need review</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message numerus="yes">
        <source>%Ln new correction(s)</source>
        <translation>
            <numerusform>%Ln new correction</numerusform>
            <numerusform>%Ln new corrections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message numerus="yes">
        <source>Undo %Ln file(s)</source>
        <translation>
            <numerusform>Undo %Ln file</numerusform>
            <numerusform>Undo %Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LoupeScreen</name>
    <message numerus="yes">
        <source>Sort %Ln picture(s)…</source>
        <translation>
            <numerusform>Sort %Ln picture…</numerusform>
            <numerusform>Sort %Ln pictures…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them are still unsure, and stay where they are.</source>
        <translation>
            <numerusform>%Ln of them is still unsure, and stays where it is.</numerusform>
            <numerusform>%Ln of them are still unsure, and stay where they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelFacts</name>
    <message numerus="yes">
        <source>Right on {} of %Ln pictures from other sources.</source>
        <translation>
            <numerusform>Right on {} of %Ln picture from other sources.</numerusform>
            <numerusform>Right on {} of %Ln pictures from other sources.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Right on {} of %Ln pictures that it did not learn from.</source>
        <translation>
            <numerusform>Right on {} of %Ln picture that it did not learn from.</numerusform>
            <numerusform>Right on {} of %Ln pictures that it did not learn from.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message numerus="yes">
        <source>stack of %n</source>
        <translation>
            <numerusform>stack of %n</numerusform>
            <numerusform>stack of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message numerus="yes">
        <source>%Ln picture(s) selected</source>
        <translation>
            <numerusform>%Ln picture selected</numerusform>
            <numerusform>%Ln pictures selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RenameSheet</name>
    <message numerus="yes">
        <source>%Ln file(s) that belong to it are renamed too.</source>
        <translation>
            <numerusform>%Ln file that belongs to it is renamed too.</numerusform>
            <numerusform>%Ln files that belong to it are renamed too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportBar</name>
    <message numerus="yes">
        <source>%Ln file(s) stayed</source>
        <translation>
            <numerusform>%Ln file stayed</numerusform>
            <numerusform>%Ln files stayed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) copied.</source>
        <translation>
            <numerusform>%Ln picture copied.</numerusform>
            <numerusform>%Ln pictures copied.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) sorted.</source>
        <translation>
            <numerusform>%Ln picture sorted.</numerusform>
            <numerusform>%Ln pictures sorted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keywords of %Ln picture(s) removed.</source>
        <translation>
            <numerusform>Keywords of %Ln picture removed.</numerusform>
            <numerusform>Keywords of %Ln pictures removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) got keywords.</source>
        <translation>
            <numerusform>%Ln picture got keywords.</numerusform>
            <numerusform>%Ln pictures got keywords.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) moved back.</source>
        <translation>
            <numerusform>%Ln picture moved back.</numerusform>
            <numerusform>%Ln pictures moved back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message numerus="yes">
        <source>The models differ on %Ln picture(s)</source>
        <translation>
            <numerusform>The models differ on %Ln picture</numerusform>
            <numerusform>The models differ on %Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetrainSheet</name>
    <message numerus="yes">
        <source>Learn from %Ln picture(s)</source>
        <translation>
            <numerusform>Learn from %Ln picture</numerusform>
            <numerusform>Learn from %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln correction(s) are new.</source>
        <translation>
            <numerusform>%Ln correction is new.</numerusform>
            <numerusform>%Ln corrections are new.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SortController</name>
    <message numerus="yes">
        <source>%Ln picture(s): back to {}</source>
        <translation>
            <numerusform>%Ln picture: back to {}</numerusform>
            <numerusform>%Ln pictures: back to {}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s): labels restored</source>
        <translation>
            <numerusform>%Ln picture: label restored</numerusform>
            <numerusform>%Ln pictures: labels restored</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SortSheet</name>
    <message numerus="yes">
        <source>%Ln file(s) get no keyword:</source>
        <translation>
            <numerusform>%Ln file gets no keyword:</numerusform>
            <numerusform>%Ln files get no keyword:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) stay where they are:</source>
        <translation>
            <numerusform>%Ln file stays where it is:</numerusform>
            <numerusform>%Ln files stay where they are:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln picture(s)</source>
        <translation>
            <numerusform>Copy %Ln picture</numerusform>
            <numerusform>Copy %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sort %Ln picture(s)</source>
        <translation>
            <numerusform>Sort %Ln picture</numerusform>
            <numerusform>Sort %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) are taken: they become “name (2)”.</source>
        <translation>
            <numerusform>%Ln name is taken: it becomes “name (2)”.</numerusform>
            <numerusform>%Ln names are taken: they become “name (2)”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them go along.</source>
        <translation>
            <numerusform>%Ln file that belongs to them goes along.</numerusform>
            <numerusform>%Ln files that belong to them go along.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write keywords for %Ln picture(s)</source>
        <translation>
            <numerusform>Write keywords for %Ln picture</numerusform>
            <numerusform>Write keywords for %Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StackMessages</name>
    <message numerus="yes">
        <source>%Ln stack(s) of similar pictures</source>
        <translation>
            <numerusform>%Ln stack of similar pictures</numerusform>
            <numerusform>%Ln stacks of similar pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThresholdPanel</name>
    <message numerus="yes">
        <source>%Ln ready to sort</source>
        <translation>
            <numerusform>%Ln ready to sort</numerusform>
            <numerusform>%Ln ready to sort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need review</source>
        <translation>
            <numerusform>%Ln needs review</numerusform>
            <numerusform>%Ln need review</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measured on %Ln cats and dogs from other people&apos;s pictures.</source>
        <translation>
            <numerusform>Measured on %Ln cat or dog from other people&apos;s pictures.</numerusform>
            <numerusform>Measured on %Ln cats and dogs from other people&apos;s pictures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashController</name>
    <message numerus="yes">
        <source>%Ln picture(s) are in the trash. The file manager can restore them from there.</source>
        <translation>
            <numerusform>%Ln picture is in the trash. The file manager can restore it from there.</numerusform>
            <numerusform>%Ln pictures are in the trash. The file manager can restore them from there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message numerus="yes">
        <source>Watching %Ln folder(s)</source>
        <translation>
            <numerusform>Watching %Ln folder</numerusform>
            <numerusform>Watching %Ln folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) sorted:</source>
        <translation>
            <numerusform>%Ln picture sorted:</numerusform>
            <numerusform>%Ln pictures sorted:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) to review</source>
        <translation>
            <numerusform>%Ln picture to review</numerusform>
            <numerusform>%Ln pictures to review</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) moved back. They will not be sorted again.</source>
        <translation>
            <numerusform>%Ln picture moved back. It will not be sorted again.</numerusform>
            <numerusform>%Ln pictures moved back. They will not be sorted again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>about %Ln second(s)</source>
        <translation>
            <numerusform>about %Ln second</numerusform>
            <numerusform>about %Ln seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s)</source>
        <translation>
            <numerusform>about %Ln minute</numerusform>
            <numerusform>about %Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>%Ln s left</numerusform>
            <numerusform>%Ln s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>%Ln min left</numerusform>
            <numerusform>%Ln min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>%Ln h left</numerusform>
            <numerusform>%Ln h left</numerusform>
        </translation>
    </message>
</context>
</TS>
